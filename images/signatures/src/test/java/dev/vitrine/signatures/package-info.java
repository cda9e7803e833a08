@org.jspecify.annotations.NullMarked
package dev.vitrine.signatures;
