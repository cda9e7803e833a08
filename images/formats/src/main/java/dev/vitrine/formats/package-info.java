/// What bytes are: an image's data is looked at while it streams by, and what it turns out to be is
/// held against what it was said to be.
///
/// The one idea: whoever looks at hostile bytes decides beforehand how many of them to keep. An
/// [dev.vitrine.formats.Inspector] keeps the head, the last bytes and a few stretches of bounded
/// length that headers point to ahead; no figure in a header sizes anything. It ends in an
/// [dev.vitrine.formats.Inspection], one [dev.vitrine.formats.Finding] for each format that the
/// bytes fit, each with the [dev.vitrine.formats.Concern]s that make it unsafe to open.
/// [dev.vitrine.formats.FormatRules] make a [dev.vitrine.formats.Verdict] of it. Nothing here knows
/// anything but bytes.
@NullMarked
package dev.vitrine.formats;

import org.jspecify.annotations.NullMarked;
