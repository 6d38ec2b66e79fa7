package dev.lethe.command.forms.model;

/** The lawful bases for processing of UK GDPR Article 6(1), in its order. */
public enum LawfulBasis {
    CONSENT,
    CONTRACT,
    LEGAL_OBLIGATION,
    VITAL_INTERESTS,
    PUBLIC_TASK,
    LEGITIMATE_INTERESTS
}
