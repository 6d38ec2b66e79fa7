/** Opens the vault for a Spring Boot application, from its configuration. */
@NullMarked
package dev.lethe.shredding.spring;

import org.jspecify.annotations.NullMarked;
