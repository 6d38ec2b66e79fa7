package dev.lethe.query.records;

import java.util.List;

/**
 * A processing activity, for the register of processing (UK GDPR Article 30).
 *
 * @param feature whose it is
 * @param activity its name
 * @param people the categories of data subjects
 * @param data the categories of personal data
 * @param recipients who sees it
 * @param retention how long it is kept, in sentences
 */
public record RegisterEntry(
        String feature,
        Caption activity,
        Caption purpose,
        Caption lawfulBasis,
        Caption people,
        List<Caption> data,
        Caption recipients,
        List<Caption> retention) {

    public RegisterEntry {
        data = List.copyOf(data);
        retention = List.copyOf(retention);
    }
}
