package dev.lethe.command.submissions.model;

import dev.lethe.shredding.Personal;

/**
 * One person's part of a submission.
 *
 * @param identifiers how many identifiers came with it: when they are all taken away, nothing else tells that there were any
 */
public record ReceivedPart(Personal<Answers> answers, int identifiers) {}
