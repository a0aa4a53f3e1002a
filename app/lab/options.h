#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/scenario.h"
#include "ui/session/preferences.h"

namespace orl {

/// What the program was asked for on its command line.
struct LabOptions {
    QString workspace;    ///< empty: the last one, or the bundled data
    QStringList files;    ///< to open or import
    std::string dataset;  ///< empty: the workspace's last
    std::optional<std::string> split;
    std::optional<Scenario> scenario;  ///< in place of what was set last
    std::optional<double> alpha;
    /// Model name, or "all", and share of the queries.
    std::vector<std::pair<std::string, double>> capacity;
    std::optional<Preferences::Appearance> appearance;

    QString render;  ///< page to draw without a window; empty: none
    QSize size{1280, 800};
    QString out;
    bool printComparison = false;
    QString report;       ///< file to write the report to; empty: none
    bool letter = false;  ///< its paper, instead of A4

    bool headless() const { return !render.isEmpty() || printComparison || !report.isEmpty(); }
    void adjust(Scenario& current) const;
};

/// The command line was answered already (help, version) or was wrong; leave with this code.
struct ExitRequest {
    int code = 0;
};

/// @throws ExitRequest; Error on values out of range
LabOptions parseOptions(int argc, char** argv);

}  // namespace orl
