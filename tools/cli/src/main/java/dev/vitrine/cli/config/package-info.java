/// What the operator wants, read once at start.
///
/// The one idea: every option is a value in one table ([dev.vitrine.cli.config.Options]) that knows
/// its name, its type, its default and its sentence of help; reading, checking, printing and the
/// reference page are all loops over that table.
///
/// The nouns: an [dev.vitrine.cli.config.IniFile] is lines in oslo.config's form; a
/// [dev.vitrine.cli.config.Setting] is one value that somebody set, with its
/// [dev.vitrine.cli.config.Origin]; an [dev.vitrine.cli.config.Option] is one that is honoured, a
/// [dev.vitrine.cli.config.GlanceOption] one that a Glance knows and Vitrine does not; the
/// [dev.vitrine.cli.config.Configuration] is what holds after files, environment and flags.
@NullMarked
package dev.vitrine.cli.config;

import org.jspecify.annotations.NullMarked;
