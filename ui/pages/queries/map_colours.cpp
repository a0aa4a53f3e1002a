#include "ui/pages/queries/map_colours.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

#include "ui/results/view_data.h"
#include "ui/session/label_text.h"

namespace orl {

namespace {

constexpr std::size_t kMostClasses = 250;  // a byte holds them
constexpr std::size_t kColouredTasks = kModelColorCount - 1;

QString mapText(const char* text) {
    return QCoreApplication::translate("QueryMap", text);
}

QColor unknownColor(const Theme& theme) {
    return mixed(theme.background, theme.mutedText, 0.55);
}

/// From the first of an order to its last.
QColor rampColor(const Theme& theme, double share) {
    const QColor middle = mixed(theme.background, theme.mutedText, 0.7);
    return share < 0.5 ? mixed(theme.accent, middle, 2.0 * share)
                       : mixed(middle, theme.warning, 2.0 * share - 1.0);
}

/// Puts queries into classes, and one "unknown" behind them where any is in none.
template <typename Place>
MapColours classified(std::vector<MapColours::Class> classes, std::size_t queries,
                      const Theme& theme, const QString& unknown, const Place& place) {
    MapColours colours;
    const auto none = std::uint8_t(classes.size());
    bool any = false;
    colours.of.resize(queries);
    for (std::size_t i = 0; i < queries; ++i) {
        const int at = place(i);
        any = any || at < 0;
        colours.of[i] = at < 0 ? none : std::uint8_t(at);
    }
    colours.classes = std::move(classes);
    if (any) {
        colours.classes.push_back({QStringLiteral("unknown"), unknown, unknownColor(theme)});
    }
    return colours;
}

MapColours byModel(const QueryFields& fields, const Theme& theme) {
    const auto& models = fields.solve().experiment->models;
    const std::size_t shown = std::min(models.size(), kMostClasses);
    std::vector<MapColours::Class> classes;
    classes.reserve(shown);
    for (std::size_t j = 0; j < shown; ++j) {
        classes.push_back({QStringLiteral("model:%1").arg(j), labelText(models[j]),
                           modelColor(int(j), theme.dark)});
    }
    return classified(std::move(classes), fields.size(), theme,
                      shown < models.size() ? mapText("others") : mapText("not served"),
                      [&](std::size_t i) {
                          const std::int32_t model = fields.chosen(i);
                          return std::size_t(model) < shown ? model : -1;
                      });
}

MapColours byLevel(const QueryFields& fields, const Theme& theme) {
    const Experiment& experiment = *fields.solve().experiment;
    const std::size_t shown = std::min(experiment.levelNames.size(), kMostClasses);
    std::vector<MapColours::Class> classes;
    classes.reserve(shown);
    for (std::size_t k = 0; k < shown; ++k) {
        classes.push_back(
            {QStringLiteral("level:%1").arg(k), labelText(experiment.levelNames[k]),
             rampColor(theme, double(k) / double(std::max<std::size_t>(1, shown - 1)))});
    }
    return classified(
        std::move(classes), fields.size(), theme, mapText("others"), [&](std::size_t i) {
            return std::size_t(experiment.level[i]) < shown ? experiment.level[i] : -1;
        });
}

MapColours byScore(const QueryFields& fields, const Theme& theme) {
    const QColor right = theme.accent;
    const QColor wrong = theme.warning;
    return classified({{QStringLiteral("right"), mapText("right"), right},
                       {QStringLiteral("partly"), mapText("partly right"), rampColor(theme, 0.35)},
                       {QStringLiteral("wrong"), mapText("wrong"), wrong}},
                      fields.size(), theme, mapText("not recorded"), [&](std::size_t i) {
                          const double score = fields.number(QueryField::Score, i);
                          return std::isnan(score) ? -1 : score >= 1.0 ? 0 : score > 0.0 ? 1 : 2;
                      });
}

/// The tasks with most queries have a colour each.
MapColours byTask(const QueryFields& fields, const Theme& theme) {
    std::map<std::string_view, std::size_t> counted;
    for (std::size_t i = 0; i < fields.size(); ++i) ++counted[fields.query(i).task];
    counted.erase("");
    std::vector<std::pair<std::string_view, std::size_t>> tasks(counted.begin(), counted.end());
    std::ranges::stable_sort(tasks,
                             [](const auto& a, const auto& b) { return a.second > b.second; });
    tasks.resize(std::min(tasks.size(), kColouredTasks));
    std::map<std::string_view, int> place;
    std::vector<MapColours::Class> classes;
    classes.reserve(tasks.size());
    for (std::size_t k = 0; k < tasks.size(); ++k) {
        place[tasks[k].first] = int(k);
        classes.push_back({QStringLiteral("task:%1").arg(k), labelText(std::string(tasks[k].first)),
                           modelColor(int(k), theme.dark)});
    }
    return classified(std::move(classes), fields.size(), theme, mapText("others"),
                      [&](std::size_t i) {
                          const auto found = place.find(fields.query(i).task);
                          return found == place.end() ? -1 : found->second;
                      });
}

/// Bounds between five classes of equal size, read from some of the values.
std::vector<double> boundsOf(const std::vector<double>& values) {
    constexpr std::size_t kRead = 20'000;
    constexpr std::size_t kClasses = 5;
    std::vector<double> some;
    const std::size_t step = std::max<std::size_t>(1, values.size() / kRead);
    for (std::size_t i = 0; i < values.size(); i += step) {
        if (std::isfinite(values[i])) some.push_back(values[i]);
    }
    std::ranges::sort(some);
    std::vector<double> bounds;
    for (std::size_t k = 1; k < kClasses && !some.empty(); ++k) {
        const double bound = some[k * (some.size() - 1) / kClasses];
        if (bounds.empty() || bound > bounds.back()) bounds.push_back(bound);
    }
    return bounds;
}

MapColours byQuantity(QueryField field, const QueryFields& fields, const Theme& theme) {
    const bool money = field == QueryField::Margin;
    const double unit = money ? 1000.0 : 1.0;
    const auto text = [&](double value) { return QString::number(value, 'g', 2); };
    std::vector<double> values(fields.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = unit * fields.number(field, i);
    const std::vector<double> bounds = boundsOf(values);
    std::vector<MapColours::Class> classes;
    classes.reserve(bounds.size() + 1);
    for (std::size_t k = 0; k <= bounds.size(); ++k) {
        const double share = bounds.empty() ? 0.0 : double(k) / double(bounds.size());
        const QString name = bounds.empty() ? mapText("all")
                             : k == 0       ? mapText("< %1").arg(text(bounds[0]))
                             : k == bounds.size()
                                 ? mapText("≥ %1").arg(text(bounds.back()))
                                 : mapText("%1–%2").arg(text(bounds[k - 1]), text(bounds[k]));
        // What is close to another choice, or unsure, is amber.
        classes.push_back({QStringLiteral("class:%1").arg(k), name,
                           rampColor(theme, money ? 1.0 - share : share)});
    }
    return classified(std::move(classes), fields.size(), theme, mapText("unknown"),
                      [&](std::size_t i) {
                          if (std::isnan(values[i])) return -1;
                          return int(std::ranges::upper_bound(bounds, values[i]) - bounds.begin());
                      });
}

}  // namespace

QString titleOf(MapColouring by) {
    switch (by) {
        case MapColouring::Chosen:
            return mapText("Chosen model");
        case MapColouring::Level:
            return mapText("Difficulty level");
        case MapColouring::Right:
            return mapText("Right or wrong");
        case MapColouring::Task:
            return mapText("Task");
        case MapColouring::Margin:
            return mapText("Margin, $ per 1,000");
        case MapColouring::Uncertainty:
            return mapText("Uncertainty σ");
    }
    return {};
}

QString whyNot(MapColouring by, const QueryFields& fields) {
    const Experiment& experiment = *fields.solve().experiment;
    switch (by) {
        case MapColouring::Chosen:
            return {};
        case MapColouring::Level:
            return experiment.levelNames.size() < 2 ? mapText("All queries have one level")
                                                    : QString();
        case MapColouring::Right:
            return experiment.hasOutcomes ? QString() : mapText("No answers are recorded");
        case MapColouring::Task:
            return std::ranges::all_of(experiment.task, &std::string::empty)
                       ? mapText("The data have no tasks")
                       : QString();
        case MapColouring::Margin:
            return fields.hasPrices() ? QString()
                                      : mapText("Margins need the dual optimizer's prices");
        case MapColouring::Uncertainty:
            return fields.hasUncertainty() ? QString()
                                           : mapText("This predictor states no uncertainty");
    }
    return {};
}

MapColours coloursOf(MapColouring by, const QueryFields& fields, const Theme& theme) {
    switch (by) {
        case MapColouring::Chosen:
            break;
        case MapColouring::Level:
            return byLevel(fields, theme);
        case MapColouring::Right:
            return byScore(fields, theme);
        case MapColouring::Task:
            return byTask(fields, theme);
        case MapColouring::Margin:
            return byQuantity(QueryField::Margin, fields, theme);
        case MapColouring::Uncertainty:
            return byQuantity(QueryField::Uncertainty, fields, theme);
    }
    return byModel(fields, theme);
}

}  // namespace orl
