/// Who calls: three ways to tell, one of which a service runs with ([Identity]).
///
/// - **None**: everybody is nobody in particular and may do everything.
/// - **Basic**: names and passwords from a file in htpasswd's form (bcrypt), projects and roles
///   from another.
/// - **Keystone**: tokens, which a [TokenAuthority] knows.
///
/// The one idea: what a request says about its sender counts only as a proof that is looked into
/// here (a token, a password). Header fields in which a proxy would name user, project or roles are
/// not read at all, so there is nothing to forge.
///
/// The way of a token, each step a class of its own behind the same interface:
///
/// ```text
/// KeystoneCallers → TokenCache → GuardedAuthority → KeystoneAuthority → Keystone
///   which token       once a      breaker,            the wire
///                     while       bulkhead
/// ```
///
/// The same Keystone may know what projects may have: [KeystoneLimits].
@NullMarked
package dev.vitrine.api.identity;

import org.jspecify.annotations.NullMarked;
