package dev.lethe.command.forms.model;

/** Whether a field tells who its person is, and as what. Only an e-mail address resolves to a known person. */
public enum Identifies {
    NOBODY,
    EMAIL,
    PHONE,
    NAME,
    REFERENCE
}
