#pragma once

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "core/data/generate/generate.h"
#include "core/data/workspace/workspace.h"
#include "ui/main_window.h"
#include "ui/session/session.h"
#include "ui_test.h"

namespace orl {

/// A place of its own for everything a window test reads and writes, and small data to work on.
class LabFixture {
  public:
    LabFixture() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("HOME", m_dir.path().toUtf8());
        qputenv("XDG_CONFIG_HOME", file("config").toUtf8());
        qputenv("XDG_DATA_HOME", file("data").toUtf8());
        QCoreApplication::setOrganizationName("OmniRouterTest");
        QCoreApplication::setApplicationName("lab");
    }

    QString file(const QString& name) const { return m_dir.filePath(name); }
    std::filesystem::path path(const QString& name) const { return file(name).toStdString(); }

    /// A workspace with one generated data set of that many queries, half to learn from.
    QString workspace(std::size_t queries, const QString& name = "w.orlab",
                      const std::string& predictor = "prior", std::size_t models = 5) const {
        Dataset data = generateDataset({queries, models, 3});
        data.name = "small";
        Workspace made = Workspace::create(path(name));
        made.saveDataset(data);
        Scenario scenario;
        scenario.preparation.dataset = data.name;
        scenario.preparation.predictor = predictor;
        scenario.constraints.qualityFloor = 0.5;
        made.saveSetting("lab.scenario", scenario.toJson());
        return file(name);
    }

    /// The bundled data of these tests: a small file in a folder of its own.
    BundledPlaces places(std::size_t queries = 160) const {
        const auto folder = path("datasets");
        std::filesystem::create_directories(folder);
        const Dataset data = generateDataset({queries, 4, 5});
        std::ofstream lines(folder / "bundled.jsonl");
        writeOmniRouterLines(lines, data);
        std::ofstream prices(folder / "prices.json");
        writePriceList(prices, data);
        BundledPlaces made;
        made.folders = {folder};
        made.workspace = path("data/bundled.orlab");
        return made;
    }

    /// An importable file of that many queries.
    QString dataFile(std::size_t queries, const QString& name = "more.jsonl") const {
        std::ofstream out(path(name));
        Dataset data = generateDataset({queries, 4, 7});
        writeOmniRouterLines(out, data);
        return file(name);
    }
    QString priceFile(const QString& name = "prices.json") const {
        std::ofstream out(path(name));
        writePriceList(out, generateDataset({8, 4, 7}));
        return file(name);
    }

  private:
    QTemporaryDir m_dir;
};

/// Predictions of a solved view by a fresh optimizer: what the window must show.
inline SolveResult solveDirectly(const SolveView& view) {
    DualOptimizer optimizer(view.experiment->problem);
    return optimizer.solve(view.constraints);
}

}  // namespace orl
