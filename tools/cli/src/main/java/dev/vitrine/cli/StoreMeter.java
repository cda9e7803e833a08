package dev.vitrine.cli;

import dev.vitrine.guard.CallCounts;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What the guard before a store elsewhere has counted.
///
/// @param name of the store, or `tier/` and that of the tier
/// @param calls what was counted, by operation
/// @param outage whether the other side counts as gone at present
record StoreMeter(String name, Supplier<Map<String, CallCounts>> calls, BooleanSupplier outage) {}
