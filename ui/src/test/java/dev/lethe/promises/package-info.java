/** The promises of the design, kept by the whole product: it runs as a process of its own and is searched, robbed, restored and killed. */
package dev.lethe.promises;
