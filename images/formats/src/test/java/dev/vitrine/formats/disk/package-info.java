@org.jspecify.annotations.NullMarked
package dev.vitrine.formats.disk;
