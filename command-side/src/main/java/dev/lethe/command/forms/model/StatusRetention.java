package dev.lethe.command.forms.model;

/**
 * A shorter life for submissions of one status. It can only shorten what the form says.
 *
 * @param days after how many days they are deleted, counted as for the form, from the day on which they got the status
 */
public record StatusRetention(SubmissionStatus status, int days) {}
