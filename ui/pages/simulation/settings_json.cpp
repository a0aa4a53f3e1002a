#include "ui/pages/simulation/settings_json.h"

#include <QJsonArray>
#include <algorithm>
#include <cmath>

namespace orl {

namespace {

const QString kPreset = QStringLiteral("preset");
const QString kShape = QStringLiteral("shape");
const QString kRate = QStringLiteral("rate");
const QString kOrder = QStringLiteral("order");
const QString kQueue = QStringLiteral("queue");
const QString kWindow = QStringLiteral("window");
const QString kWindowCount = QStringLiteral("window_count");
const QString kWindowSeconds = QStringLiteral("window_seconds");
const QString kService = QStringLiteral("service");
const QString kServiceSeconds = QStringLiteral("service_seconds");
const QString kSlots = QStringLiteral("slots");
const QString kOwnSlots = QStringLiteral("own_slots");
const QString kGreedy = QStringLiteral("greedy");
const QString kTune = QStringLiteral("tune");
const QString kOutages = QStringLiteral("outages");
const QString kPlannedUse = QStringLiteral("plannedUse");
const QString kKnownPrices = QStringLiteral("knownPrices");
const QString kSeed = QStringLiteral("seed");

/// The enumerator of that number; none where there is none such.
template <typename Enum>
std::optional<Enum> enumOf(const QJsonValue& value, Enum last) {
    const int number = value.toInt(-1);
    if (number < 0 || number > int(last)) return {};
    return Enum(number);
}

double within(const QJsonValue& value, double least, double most, double otherwise) {
    const double number = value.toDouble(otherwise);
    return number >= least && number <= most ? number : otherwise;
}

std::int64_t slotsIn(const QJsonValue& value, std::int64_t otherwise) {
    return std::int64_t(within(value, 0.0, double(kMostSlots), double(otherwise)));
}

void readOutages(const QJsonArray& json, LoadSettings& settings) {
    settings.outages.emplace();
    for (const QJsonValue each : json) {
        const QJsonObject outage = each.toObject();
        LoadOutage read{outage.value("model").toString().toStdString(),
                        within(outage.value("from"), 0.0, kLongestSeconds, 0.0),
                        within(outage.value("until"), 0.0, kLongestSeconds, 0.0)};
        if (outage.contains("slowness")) {
            read.slowness = within(outage.value("slowness"), 1.0, kMostSlowness, kUsualSlowness);
        }
        if (read.until > read.from) settings.outages->push_back(std::move(read));
    }
}

}  // namespace

QJsonObject loadSettingsJson(const LoadSettings& settings) {
    QJsonObject json;
    json[kPreset] = int(settings.preset);
    if (settings.shape) json[kShape] = int(*settings.shape);
    if (settings.rate) json[kRate] = *settings.rate;
    if (settings.order) json[kOrder] = int(*settings.order);
    json[kQueue] = settings.queueLimit == kUnlimited ? -1.0 : double(settings.queueLimit);
    if (settings.window) json[kWindow] = int(*settings.window);
    json[kWindowCount] = double(settings.windowCount);
    json[kWindowSeconds] = settings.windowSeconds;
    if (settings.service) json[kService] = int(*settings.service);
    json[kServiceSeconds] = settings.serviceSeconds;
    json[kSlots] = double(settings.commonSlots);
    QJsonObject own;
    for (const auto& [model, number] : settings.ownSlots) {
        own[QString::fromStdString(model)] = double(number);
    }
    json[kOwnSlots] = own;
    QJsonArray greedy;
    for (const std::string& id : settings.greedy) greedy.append(QString::fromStdString(id));
    json[kGreedy] = greedy;
    json[kTune] = settings.tune;
    if (settings.outages) {
        QJsonArray outages;
        for (const LoadOutage& each : *settings.outages) {
            QJsonObject outage{{"model", QString::fromStdString(each.model)},
                               {"from", each.from},
                               {"until", std::min(each.until, kLongestSeconds)}};
            if (!each.isOut()) outage["slowness"] = each.slowness;
            outages.append(outage);
        }
        json[kOutages] = outages;
    }
    json[kPlannedUse] = settings.plannedUse;
    json[kKnownPrices] = settings.knownPrices;
    json[kSeed] = double(settings.seed);
    return json;
}

LoadSettings loadSettingsOf(const QJsonObject& json) {
    LoadSettings settings;
    settings.preset = enumOf(json.value(kPreset), LoadPreset::FlashCrowd).value_or(settings.preset);
    settings.shape = enumOf(json.value(kShape), ArrivalPlan::Shape::Ramp);
    const double rate = json.value(kRate).toDouble(kMissing);
    if (rate >= kLeastRate && rate <= kMostRate) settings.rate = rate;
    settings.order = enumOf(json.value(kOrder), ArrivalPlan::Order::Shuffled);
    const double queue = json.value(kQueue).toDouble(double(settings.queueLimit));
    settings.queueLimit = queue < 0.0 ? kUnlimited : slotsIn(json.value(kQueue), 8);
    settings.window = enumOf(json.value(kWindow), WindowPlan::Kind::Seconds);
    settings.windowCount =
        std::int64_t(within(json.value(kWindowCount), 1.0, 1e6, double(settings.windowCount)));
    settings.windowSeconds =
        within(json.value(kWindowSeconds), 0.001, kLongestAnswer, settings.windowSeconds);
    settings.service = enumOf(json.value(kService), ServicePlan::Kind::Constant);
    settings.serviceSeconds =
        within(json.value(kServiceSeconds), 0.001, kLongestAnswer, settings.serviceSeconds);
    settings.commonSlots = slotsIn(json.value(kSlots), settings.commonSlots);
    const QJsonObject own = json.value(kOwnSlots).toObject();
    for (auto each = own.begin(); each != own.end(); ++each) {
        settings.ownSlots[each.key().toStdString()] = slotsIn(each.value(), settings.commonSlots);
    }
    const auto known = greedyIds();
    for (const QJsonValue each : json.value(kGreedy).toArray()) {
        const std::string id = each.toString().toStdString();
        if (settings.greedy.size() < 2 && std::ranges::find(known, id) != known.end()) {
            settings.greedy.push_back(id);
        }
    }
    settings.tune = json.value(kTune).toBool(settings.tune);
    settings.plannedUse =
        within(json.value(kPlannedUse), kLeastPlannedUse, 1.0, settings.plannedUse);
    settings.knownPrices = json.value(kKnownPrices).toBool(settings.knownPrices);
    if (json.value(kOutages).isArray()) readOutages(json.value(kOutages).toArray(), settings);
    settings.seed = std::uint64_t(within(json.value(kSeed), 0.0, 999'999'999.0, 7.0));
    return settings;
}

}  // namespace orl
