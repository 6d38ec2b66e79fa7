package dev.lethe.command.forms;

import dev.lethe.command.forms.model.FormId;
import java.time.Instant;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Gives each slug to the first form that is published with it. */
@Component
class Slugs {

    private final Repository<SlugClaim> claims;

    Slugs(Repository<SlugClaim> claims) {
        this.claims = claims;
    }

    /**
     * Claims a slug, in the caller's unit of work: the claim and what the caller applies are stored together.
     *
     * @throws FormRefusedException when another form has it
     */
    void claim(String slug, FormId form, Instant at) {
        try {
            claims.loadOrCreate(SlugClaim.idOf(slug).toString(), SlugClaim::new)
                    .execute(claim -> claim.take(slug, form, at));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("A slug could not be claimed", e);
        }
    }
}
