package dev.vitrine.cli.command;

import java.io.PrintWriter;

/// Where a command answers and where it complains.
public record Console(PrintWriter out, PrintWriter err) {}
