/// Whether what is stored is still what it was, and what is done when it is not.
///
/// The one idea: a name says what the bytes must be, so whoever has time can check, and any copy
/// that fits the name is as good as the lost one, wherever it was.
///
/// The nouns: the [dev.vitrine.images.scrub.Scrubber] compares every object of the chunk stores
/// with its name, a *pass* at a time, and looks at what downloads *suspect*; what it cannot mend
/// from another tier, [dev.vitrine.images.scrub.OtherCopies] looks for in the other locations of
/// the images that need it; what is nowhere is *damage*, which
/// [dev.vitrine.images.scrub.KnownDamages] remembers until the bytes are back.
/// [dev.vitrine.images.scrub.ScrubSchedule] says when.
@NullMarked
package dev.vitrine.images.scrub;

import org.jspecify.annotations.NullMarked;
