/// Whether data is what somebody signed.
///
/// The one idea: everything that can be wrong about a signature is found out before the first byte
/// of the data. A [dev.vitrine.signatures.SignatureClaim] is what an image says about its
/// signature; with the certificate that [dev.vitrine.signatures.Certificates] have and
/// [dev.vitrine.signatures.Trust] accepts it becomes a [dev.vitrine.signatures.SignatureCheck],
/// which sees the data once and then knows.
///
/// Bouncy Castle is an explicit provider here and nowhere registered: it knows the binary curves,
/// which the JDK accepts and verifies wrongly. Data is hashed by the JDK, which is faster.
@NullMarked
package dev.vitrine.signatures;

import org.jspecify.annotations.NullMarked;
