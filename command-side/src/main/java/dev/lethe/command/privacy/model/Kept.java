package dev.lethe.command.privacy.model;

import java.util.UUID;

/**
 * A part of a record that is kept when its person is erased.
 *
 * @param key the key of the part. The vault keeps keys, and a record may hold others' parts: read models know which record it is
 * @param ground why it is kept
 */
public record Kept(UUID key, KeepGround ground) {}
