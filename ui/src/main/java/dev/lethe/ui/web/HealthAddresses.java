package dev.lethe.ui.web;

/** Where the health is told, for whoever asks. */
public final class HealthAddresses {

    private static final String ROOT = "/actuator/health";

    private HealthAddresses() {}

    public static boolean hold(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }
}
