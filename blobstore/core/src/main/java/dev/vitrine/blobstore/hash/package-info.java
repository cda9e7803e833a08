/// Hash functions over bytes wherever they lie, and the threads that compute them.
///
/// The one idea: hashes are most of what an upload costs, so whoever computes them fastest on this
/// machine does, and nobody above can tell who it was. A [dev.vitrine.blobstore.hash.Hasher] is one
/// computation, by OpenSSL's libcrypto where the machine has that library, else by the Java
/// platform. Where hashes are computed on threads that all share
/// ([dev.vitrine.blobstore.hash.Hashing]), two that keep each other's waits busy are computed
/// together: the hash of a stream ([dev.vitrine.blobstore.hash.StreamHash]), which goes on for as
/// long as the stream does, takes chunks along that wait for theirs
/// ([dev.vitrine.blobstore.hash.Passenger]).
@NullMarked
package dev.vitrine.blobstore.hash;

import org.jspecify.annotations.NullMarked;
