#include "app/lab/options.h"
#include "app/lab/rendered.h"
#include "app/numbers.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "core/lab/settings.h"
#include "core/support/error.h"

namespace orl {

namespace {

QSize sizeOf(const std::string& text) {
    const QStringList parts = QString::fromStdString(text).split('x');
    bool widthRead = false;
    bool heightRead = false;
    const int width = parts.value(0).toInt(&widthRead);
    const int height = parts.value(1).toInt(&heightRead);
    constexpr int kMost = 16384;
    if (parts.size() != 2 || !widthRead || !heightRead || std::min(width, height) < 200 ||
        std::max(width, height) > kMost) {
        throw Error("--size", "\"" + text + "\" is no size",
                    "Give WIDTHxHEIGHT between 200 and 16384, such as 1280x800");
    }
    return {width, height};
}

std::pair<std::string, double> capacityOf(const std::string& text) {
    const auto equals = text.rfind('=');
    if (equals != std::string::npos && equals > 0) {
        bool read = false;
        QString number = QString::fromStdString(text.substr(equals + 1));
        const bool percent = number.endsWith('%');
        if (percent) number.chop(1);
        const double share = number.toDouble(&read) / (percent ? 100.0 : 1.0);
        if (read && share >= 0.0 && share <= 1.0) return {text.substr(0, equals), share};
    }
    throw Error("--capacity", "\"" + text + "\" is no capacity",
                "Give NAME=SHARE or all=SHARE with a share of the queries between 0 and 1");
}

}  // namespace

void LabOptions::adjust(Scenario& current) const {
    if (scenario) current = *scenario;
    if (!dataset.empty()) turnTo(current, dataset);
    if (split) current.preparation.testSplit = *split;
    if (alpha) {
        current.constraints.mode = RoutingMode::CostUnderFloor;
        current.constraints.qualityFloor = *alpha;
    }
    for (const auto& [model, share] : capacity) {
        if (model == "all") {
            current.constraints.commonCapacity = share;
            current.constraints.capacityShare.clear();
        } else {
            current.constraints.capacityShare[model] = share;
        }
    }
}

LabOptions parseOptions(int argc, char** argv) {
    LabOptions options;
    std::string workspace;
    std::string test;
    std::string size = "1280x800";
    std::string out;
    std::string page;
    std::string scenario;
    std::vector<std::string> capacity;
    std::vector<std::string> files;
    double alpha = 0.0;
    bool useDark = false;
    bool useLight = false;

    CLI::App app("OmniRouter Lab: constrained routing of queries over language models, live");
    app.set_version_flag("--version", std::string("omnirouter-lab " ORL_VERSION));
    app.add_option("files", files, "A workspace or a bundle to open, or data files to import");
    app.add_option("--workspace", workspace, "The workspace to open");
    app.add_option("--dataset", options.dataset, "Data set of the workspace to show");
    app.add_option("--test", test, "Data set and split to route")->type_name("D[:split]");
    app.add_option("--scenario", scenario, "All settings at once")->type_name("JSON");
    CLI::Option* alphaOption =
        app.add_option("--alpha", alpha, "Accuracy floor")->check(numberBetween(0.0, 1.0));
    app.add_option("--capacity", capacity, "Capacity as a share of the queries")
        ->type_name("NAME=SHARE|all=SHARE");
    CLI::Option* dark = app.add_flag("--dark", useDark, "Dark colours");
    app.add_flag("--light", useLight, "Light colours")->excludes(dark);
    CLI::Option* render =
        app.add_option("--render", page,
                       "Draw this page or dialog to a picture instead of opening a window")
            ->check(CLI::IsMember(renderedNames()));
    app.add_option("--size", size, "Of the picture, in pixels")->type_name("WxH");
    CLI::Option* outOption = app.add_option("--out", out, "The picture to write (.png)");
    render->needs(outOption);
    outOption->needs(render);
    std::string report;
    std::string paper = "a4";
    CLI::Option* reportOption = app.add_option(
        "--report", report,
        "Write the report on the present scenario (.pdf or .html) instead of opening a window");
    app.add_option("--paper", paper, "Of a report as PDF")
        ->check(CLI::IsMember({"a4", "letter"}))
        ->needs(reportOption);
    app.add_flag("--print-comparison", options.printComparison,
                 "Print the comparison of all routers instead of opening a window");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        throw ExitRequest{app.exit(e) == 0 ? 0 : 2};
    }

    options.workspace = QString::fromStdString(workspace);
    for (const std::string& file : files) options.files << QString::fromStdString(file);
    if (!test.empty()) {
        const auto colon = test.rfind(':');
        options.dataset = test.substr(0, colon);
        if (colon != std::string::npos) options.split = test.substr(colon + 1);
    }
    if (!scenario.empty()) options.scenario = Scenario::fromJson(scenario);
    if (alphaOption->count() > 0) options.alpha = alpha;
    for (const std::string& text : capacity) options.capacity.push_back(capacityOf(text));
    if (useDark) options.appearance = Preferences::Appearance::Dark;
    if (useLight) options.appearance = Preferences::Appearance::Light;
    options.render = QString::fromStdString(page);
    options.size = sizeOf(size);
    options.out = QString::fromStdString(out);
    options.report = QString::fromStdString(report);
    options.letter = paper == "letter";
    return options;
}

}  // namespace orl
