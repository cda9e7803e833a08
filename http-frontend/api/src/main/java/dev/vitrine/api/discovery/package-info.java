/// Searching for images: the language of queries ([dev.vitrine.api.discovery.QueryParser]), the
/// cursors between pages, and the route that is made of them.
@NullMarked
package dev.vitrine.api.discovery;

import org.jspecify.annotations.NullMarked;
