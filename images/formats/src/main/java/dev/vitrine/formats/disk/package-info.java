/// Disks: what a virtual machine reads from an image, and images that give it that.
///
/// A disk is a stream, from its first byte to its last; an [ImageBytes] is where an image lies. A
/// [QcowReader] gives the disk of a qcow2 image, a [QcowWriter] the qcow2 image of a disk; an image
/// of raw format is its disk. What they hold in memory does not grow with either.
@NullMarked
package dev.vitrine.formats.disk;

import org.jspecify.annotations.NullMarked;
