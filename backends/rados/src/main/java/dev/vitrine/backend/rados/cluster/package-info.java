/// A Ceph cluster, as far as stores of images need one.
///
/// The one idea: everything above speaks to four small interfaces, so that it can be tried without
/// a cluster; below them is the only code that knows a pointer.
///
/// The nouns: a [dev.vitrine.backend.rados.cluster.RadosClient] connects to a
/// [dev.vitrine.backend.rados.cluster.RadosCluster], which has
/// [dev.vitrine.backend.rados.cluster.RadosPool]s of objects and of
/// [dev.vitrine.backend.rados.cluster.RbdImage]s; what takes time on the data path is a
/// [dev.vitrine.backend.rados.cluster.Completion]; what goes wrong is a
/// [dev.vitrine.backend.rados.cluster.RadosFailure].
///
/// **How.** [dev.vitrine.backend.rados.cluster.Librados] uses rados-java for what it does, and
/// calls librados and librbd directly for the rest: asynchronous reads and writes from and into
/// memory that nobody copies, and the calls that rados-java does not have
/// (docs/decisions/054-ceph-from-java.md).
@NullMarked
package dev.vitrine.backend.rados.cluster;

import org.jspecify.annotations.NullMarked;
