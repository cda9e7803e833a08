/// How much a project may have, and how fast it may ask.
///
/// The one idea: what a project has is counted by the registry in every commit, so a bound travels
/// with the commit that must not pass it ([dev.vitrine.images.quota.UsageBounds]) and nobody gets
/// beyond it by being quick. [dev.vitrine.images.quota.Quotas] says where bounds come from,
/// [dev.vitrine.images.quota.ProjectQuotas] which ones a use case must keep.
@NullMarked
package dev.vitrine.images.quota;

import org.jspecify.annotations.NullMarked;
