package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.Role;
import dev.lethe.command.privacy.ErasureDesk;
import dev.lethe.command.privacy.VaultChecks;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.submissions.Outcome.Accepted;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.KeyVault;
import dev.lethe.ui.Client;
import dev.lethe.ui.TestLethe.Member;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whoever takes away all that a record is found by is found out, and every page says so that tells what is held of somebody. */
class MissingIdentifiersTest extends ReportPages {

    private static final VaultChecks CHECKS = lethe.bean(VaultChecks.class);

    private final JdbcClient vault = JdbcClient.create(lethe.vault());
    private final Member odd = lethe.member("Odd", Role.PRIVACY_OFFICER, Role.ADMINISTRATOR);
    private final Client officer = odd.client();

    private Document search(String name) {
        return officer.submit(
                Client.formWith(officer.page("/staff/people"), "input[name=email]"),
                "email",
                name.toLowerCase(Locale.ROOT) + "@example.org");
    }

    private String erase(Accepted sent) {
        ErasureId erasure = new ErasureId(UUID.randomUUID());
        UUID key = lethe.bean(Submissions.class)
                .byId(sent.submission())
                .orElseThrow()
                .parts()
                .getFirst()
                .keyId();
        lethe.bean(ErasureDesk.class).eraseRecord(erasure, Set.of(key), ErasureGround.CONSENT_WITHDRAWN, odd.account());
        lethe.settle();
        return "/staff/erasures/" + erasure;
    }

    @Test
    void it_stands_on_the_pages_of_people_and_in_proofs_until_it_is_mended() {
        String proof = erase(send("Gone"));
        String one = "Ada" + UUID.randomUUID();
        String other = "Bob" + UUID.randomUUID();
        send(other);
        assertThat(CHECKS.check()).as("what was erased is not missed").isZero();
        send(one);
        long hers = vault.sql("SELECT max(number) FROM vault.identifier")
                .query(Long.class)
                .single();
        vault.sql("CREATE TABLE taken AS SELECT * FROM vault.identifier WHERE number = ?")
                .param(hers)
                .update();
        vault.sql("DELETE FROM vault.identifier WHERE number = ?").param(hers).update();
        try {
            assertThat(CHECKS.check()).isOne();

            assertThat(search(one).select("#incomplete")).hasSize(1);
            assertThat(search(other).select("#incomplete").text())
                    .contains("1 part of a record lost what people are found by");
            assertThat(officer.page(proof).select("#incomplete")).hasSize(1);
            // The page of health shows these lines, as they were some seconds ago
            assertThat(lethe.bean(KeyVault.class).health().advice())
                    .anyMatch(line -> line.contains("Of 1 part of a record not all identifiers are there"));
        } finally {
            vault.sql("INSERT INTO vault.identifier OVERRIDING SYSTEM VALUE SELECT * FROM taken")
                    .update();
            vault.sql("DROP TABLE taken").update();
        }
        assertThat(CHECKS.check()).isZero();
        assertThat(search(one).text()).contains(one);
        for (Document page : new Document[] {search(one), search(other), officer.page(proof)})
            assertThat(page.select("#incomplete, #uncounted")).isEmpty();
    }
}
