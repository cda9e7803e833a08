/// Hash functions over bytes wherever they lie.
///
/// The one idea: hashes are most of what an upload costs, so whoever computes them fastest on this
/// machine does, and nobody above can tell who it was. A [dev.vitrine.blobstore.hash.Hasher] is one
/// computation; OpenSSL's libcrypto does it where the machine has that library, the Java platform
/// where it has not, and MD5 always, at which it is the faster one.
@NullMarked
package dev.vitrine.blobstore.hash;

import org.jspecify.annotations.NullMarked;
