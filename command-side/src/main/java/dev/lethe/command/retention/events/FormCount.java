package dev.lethe.command.retention.events;

import dev.lethe.command.forms.events.FormId;

/** How many records of a form. */
public record FormCount(FormId form, long records) {}
