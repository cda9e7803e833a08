/// What an operator types, taken apart.
///
/// The nouns: a [dev.vitrine.cli.command.Command] is described as a value: its flags, its
/// [dev.vitrine.cli.command.Operand], and what it does or which commands are below it;
/// [dev.vitrine.cli.command.Request] is what somebody wants with words in hand;
/// [dev.vitrine.cli.command.Arguments] is what a command that runs was given;
/// [dev.vitrine.cli.command.Usage] is what a command looks like to people.
///
/// Commands are values and not annotated classes since every start reads them: by reflection that
/// was a quarter of the work until the first answer.
@NullMarked
package dev.vitrine.cli.command;

import org.jspecify.annotations.NullMarked;
