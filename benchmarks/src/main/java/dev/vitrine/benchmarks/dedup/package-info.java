/// The dedup experiment: which way of cutting an image into chunks finds most of one disk image in
/// another, and at how many objects.
///
/// The one idea: every candidate sees the same corpus of disk images, and a **pair** of them is
/// read as history: the *old* image is stored already, so what of the *new* one has to be stored?
///
/// The nouns: a [dev.vitrine.benchmarks.dedup.Cutter] decides where content is cut; a
/// [dev.vitrine.benchmarks.dedup.Candidate] is a cutter and the shortest zero run that is taken out
/// before it; a [dev.vitrine.benchmarks.dedup.ChunkedImage] is one image as a candidate cut it; a
/// [dev.vitrine.benchmarks.dedup.Corpus] is a folder that `benchmarks/dedup/make-corpus` made.
@NullMarked
package dev.vitrine.benchmarks.dedup;

import org.jspecify.annotations.NullMarked;
