package dev.lethe.command.forms.events;

import org.jspecify.annotations.Nullable;

/**
 * What a visitor is told before submitting (UK GDPR Article 13), and what then holds.
 *
 * @param purpose why the data is asked for
 * @param lawfulBasis null until the editor has chosen; a form cannot be published without it
 * @param seenBy who will see the data
 * @param retentionDays after how many days submissions are deleted; null to keep them until they are erased
 */
public record Processing(
        String purpose,
        @Nullable LawfulBasis lawfulBasis,
        String seenBy,
        @Nullable Integer retentionDays) {}
