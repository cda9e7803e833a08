/// The `vitrine` command: what an operator types, and the one place where everything is put
/// together.
///
/// The nouns: [dev.vitrine.cli.Vitrine] is the command with its subcommands; a
/// [dev.vitrine.cli.DataFolder] is where a service keeps everything; [dev.vitrine.cli.Wiring]
/// constructs the service by hand, from the bytes at the bottom to the socket at the top, and takes
/// it apart in the opposite order; a [dev.vitrine.cli.CommandFailure] is how a command ends when it
/// cannot do what was asked: one sentence and an exit code.
@NullMarked
package dev.vitrine.cli;

import org.jspecify.annotations.NullMarked;
