package dev.lethe.shredding;

import java.time.Instant;
import java.util.UUID;

/** A key that is gone, as read models need to know it for tidying up. */
public record DestroyedKey(UUID keyId, Instant when, Ground ground) {}
