package dev.lethe.ui.privacy;

import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.RestrictionGround;
import dev.lethe.shredding.Restriction;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Times;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** The law's grounds in the words of the pages. */
@Component
class Grounds {

    private final MessageSource texts;

    Grounds(MessageSource texts) {
        this.texts = texts;
    }

    List<Choice> toErase() {
        return ErasureGround.OF_THE_LAW.stream()
                .map(ground -> new Choice(
                        ground.name(),
                        text(ground),
                        say("privacy.ground." + ground.code().code() + ".hint")))
                .toList();
    }

    List<Choice> toKeep() {
        return Stream.of(KeepGround.values())
                .map(ground -> Choice.of(ground.name(), text(ground)))
                .toList();
    }

    String text(ErasureGround ground) {
        return code(ground.code().code());
    }

    String text(KeepGround ground) {
        return code(ground.code().code());
    }

    /** Since when something is restricted, and why. */
    String text(Restriction restriction) {
        return texts.getMessage(
                "privacy.restricted",
                new Object[] {
                    Times.day(restriction.since()),
                    RestrictionGround.of(restriction.ground())
                            .map(ground -> code(ground.code().code()))
                            .orElse(restriction.ground().code())
                },
                Locale.UK);
    }

    /** The words for a code as the vault and the audit trail have it. */
    private String code(String code) {
        return say("privacy.ground." + code);
    }

    private String say(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }

    /** The ground that was posted; empty when nothing or nonsense was. */
    static Optional<ErasureGround> posted(@Nullable String name) {
        return ErasureGround.OF_THE_LAW.stream()
                .filter(ground -> ground.name().equals(name))
                .findFirst();
    }

    /** The ground that was posted; empty when nothing or nonsense was. */
    static Optional<KeepGround> postedToKeep(@Nullable String name) {
        return Stream.of(KeepGround.values())
                .filter(ground -> ground.name().equals(name))
                .findFirst();
    }
}
