/**
 * AES-GCM, HMAC and randomness, and nothing of our own below them. For this library only: it seals, opens and derives what it is
 * told to, under any key and at any place.
 */
@NullMarked
package dev.lethe.shredding.crypto;

import org.jspecify.annotations.NullMarked;
