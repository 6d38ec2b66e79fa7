package dev.lethe.command.forms.model;

/**
 * A published version of a form.
 *
 * @param version from 1, in the order of publication
 */
public record FormVersion(FormId form, int version) {}
