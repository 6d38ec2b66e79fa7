package dev.lethe.command.forms.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor is told before submitting (UK GDPR Article 13), and what then holds.
 *
 * @param purpose why the data is asked for
 * @param lawfulBasis null until the editor has chosen; a form cannot be published without it
 * @param seenBy who will see the data
 * @param retention null until the editor has chosen; a form cannot be published without it
 * @param retentionDays after how many days submissions are deleted; null unless that is the rule, or not said yet
 * @param byStatus shorter lives by status, each status once
 */
public record Processing(
        String purpose,
        @Nullable LawfulBasis lawfulBasis,
        String seenBy,
        @Nullable RetentionRule retention,
        @Nullable Integer retentionDays,
        List<StatusRetention> byStatus) {

    /** Forms of before a rule had to be chosen said days, or nothing to keep submissions until they are erased. */
    @SuppressWarnings("ConstantValue") // absent from what was stored then
    public Processing {
        if (retention == null && retentionDays != null) retention = RetentionRule.DAYS;
        byStatus = byStatus == null ? List.of() : List.copyOf(byStatus);
    }

    /**
     * Without shorter lives by status.
     *
     * @param retentionDays after how many days submissions are deleted; null to keep them until they are erased
     */
    public Processing(
            String purpose, @Nullable LawfulBasis lawfulBasis, String seenBy, @Nullable Integer retentionDays) {
        this(
                purpose,
                lawfulBasis,
                seenBy,
                retentionDays == null ? RetentionRule.UNTIL_ERASED : RetentionRule.DAYS,
                retentionDays,
                List.of());
    }
}
