/// Disks of formats that Vitrine does not read itself, made raw by a program of others: `qemu-img`,
/// where the operator names one.
///
/// The one idea: tenants' bytes may take that program over, so it is run where that gains nothing.
/// A [dev.vitrine.images.foreign.Confinement] shows it its own system's programs, one file to read
/// and one file to write; it has no network, nobody else's processes, and limits for time, memory
/// and length. What it leaves in the one file is bytes of a disk that the tenant chose anyhow.
@NullMarked
package dev.vitrine.images.foreign;

import org.jspecify.annotations.NullMarked;
