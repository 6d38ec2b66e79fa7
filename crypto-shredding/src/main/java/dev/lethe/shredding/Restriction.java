package dev.lethe.shredding;

import java.time.Instant;

/**
 * That the processing of a part of a record is restricted (UK GDPR, article 18): it is stored, and nothing else.
 *
 * @param since the day, at its beginning in UTC
 * @param ground the code of the ground
 */
public record Restriction(Instant since, Ground ground) {}
