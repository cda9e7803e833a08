@NullMarked
package dev.vitrine.images.policy;

import org.jspecify.annotations.NullMarked;
