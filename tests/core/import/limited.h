#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <vector>

#include "core/data/import/import.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define ORL_SANITIZED 1
#else
#define ORL_SANITIZED 0
#endif

namespace orl {

inline constexpr rlim_t kMemory = 1U << 30U;
inline constexpr unsigned kSeconds = ORL_SANITIZED ? 120 : 20;

struct Outcome {
    std::string kind;  ///< "error", "report", "signal 11", …
    std::string text;
};

/// Runs an import in a child process that may use 1 GB and 20 seconds.
inline Outcome runLimited(const std::function<void()>& prepare, const ImportOptions& options) {
    int channel[2];
    if (pipe(channel) != 0) return {"no pipe", {}};
    const pid_t child = fork();
    if (child == 0) {
        close(channel[0]);
        if (!ORL_SANITIZED) {
            const rlimit limit{kMemory, kMemory};
            setrlimit(RLIMIT_AS, &limit);
        }
        alarm(kSeconds);
        std::string message;
        try {
            prepare();
            message = "R" + importFiles(options).report.toText();
        } catch (const Error& error) {
            message = std::string("E") + error.what();
        } catch (const std::exception& error) {
            message = std::string("X") + error.what();
        }
        const char* at = message.data();
        const char* end = at + message.size();
        while (at < end) {
            const auto written = write(channel[1], at, static_cast<std::size_t>(end - at));
            if (written <= 0) break;
            at += written;
        }
        _exit(0);
    }
    close(channel[1]);
    std::string message;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(channel[0], buffer, sizeof buffer)) > 0;) {
        message.append(buffer, static_cast<std::size_t>(got));
    }
    close(channel[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return {"signal " + std::to_string(WTERMSIG(status)), message};
    if (message.empty()) return {"exit " + std::to_string(WEXITSTATUS(status)), {}};
    const char kind = message[0];
    return {kind == 'R' ? "report" : kind == 'E' ? "error" : "exception", message.substr(1)};
}

inline void expectOutcome(const Outcome& outcome, const std::string& kind,
                          const std::vector<std::string>& parts) {
    EXPECT_EQ(outcome.kind, kind) << outcome.text;
    for (const std::string& part : parts) {
        EXPECT_NE(outcome.text.find(part), std::string::npos)
            << "no \"" << part << "\" in: " << outcome.text;
    }
}

}  // namespace orl
