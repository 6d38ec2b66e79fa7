/** The benchmarks side. */
@org.jspecify.annotations.NullMarked
package dev.lethe.benchmarks;
