package dev.lethe.shredding.spring;

import dev.lethe.shredding.VaultRefusedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a refusal as its own line, without the stack of beans that it broke. */
class VaultRefusedFailureAnalyzer extends AbstractFailureAnalyzer<VaultRefusedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, VaultRefusedException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
}
