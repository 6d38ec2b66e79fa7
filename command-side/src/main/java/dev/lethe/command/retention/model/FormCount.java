package dev.lethe.command.retention.model;

import dev.lethe.command.forms.model.FormId;

/** How many records of a form. */
public record FormCount(FormId form, long records) {}
