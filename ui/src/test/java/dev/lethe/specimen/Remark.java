package dev.lethe.specimen;

import dev.lethe.shredding.Label;

/** What somebody said. */
public record Remark(String text) {

    public static final Label<Remark> REMARK = Label.of("specimen.remark", Remark.class);

    @Override
    public String toString() {
        return "Remark[…]";
    }
}
