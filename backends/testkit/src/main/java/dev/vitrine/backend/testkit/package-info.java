/// What every store of whole images promises, as suites that implementations inherit:
/// [dev.vitrine.backend.testkit.ImageReadContract] for those that are only read,
/// [dev.vitrine.backend.testkit.ImageStoreContract] for those that are written, too; and a store in
/// memory, for tests of what stands above.
@NullMarked
package dev.vitrine.backend.testkit;

import org.jspecify.annotations.NullMarked;
