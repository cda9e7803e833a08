/// The HTTP/1.1 transport: sockets, time limits, back-pressure and sendfile. It knows no image.
///
/// A [dev.vitrine.http.netty.HttpServer] accepts connections. Each
/// [dev.vitrine.http.netty.Connection] lives on one event loop and answers its requests one after
/// the other; each [dev.vitrine.http.netty.Exchange] runs the handler on a virtual thread of its
/// own. Body bytes come in through a [dev.vitrine.http.netty.BodyPipe], in slices of the
/// [dev.vitrine.http.netty.Frames] that the socket was read into, and leave through a
/// [dev.vitrine.http.netty.SocketSink].
///
/// The one idea: event loops move bytes and never wait, request threads wait and never touch a
/// socket, and between the two there is nothing without a bound.
@NullMarked
package dev.vitrine.http.netty;

import org.jspecify.annotations.NullMarked;
