/// The registry of one node: records, feed and identity in one RocksDB database.
///
/// The one idea: a single thread, the [dev.vitrine.registry.rocksdb.Committer], owns the order. It
/// takes the commits that queued up, checks each against the records and the ones before it, gives
/// out revisions, and writes them all as one synced batch. Reads go to RocksDB on the caller's own
/// thread. [dev.vitrine.registry.rocksdb.Database] is what lies in a
/// [dev.vitrine.registry.rocksdb.DatabaseFolder], opened; when a write fails
/// [dev.vitrine.registry.rocksdb.RocksRegistry] goes on with it read-only, until it can be written
/// again.
@NullMarked
package dev.vitrine.registry.rocksdb;

import org.jspecify.annotations.NullMarked;
