#include "ui/session/preferences.h"

#include <QSettings>
#include <algorithm>

namespace orl {

namespace {
const QString kLayoutOf = QStringLiteral("layout/");
}

Preferences Preferences::load() {
    const QSettings settings;
    Preferences read;
    read.lastWorkspace = settings.value("workspace/last").toString();
    read.recent = settings.value("workspace/recent").toStringList();
    read.geometry = settings.value("window/geometry").toByteArray();
    read.windowState = settings.value("window/state").toByteArray();
    read.page = settings.value("window/page").toString();
    for (const QString& key : settings.allKeys()) {
        if (key.startsWith(kLayoutOf)) {
            read.pageLayout[key.mid(kLayoutOf.size())] = settings.value(key).toByteArray();
        }
    }
    read.realized = settings.value("view/realized", true).toBool();
    read.appearance =
        static_cast<Appearance>(std::clamp(settings.value("view/appearance", 0).toInt(), 0, 2));
    read.embeddingServer = settings.value("embedding/server").toString();
    read.embeddingModel = settings.value("embedding/model").toString();
    read.wordVectors = settings.value("embedding/words").toString();
    return read;
}

void Preferences::save() const {
    QSettings settings;
    settings.setValue("workspace/last", lastWorkspace);
    settings.setValue("workspace/recent", recent);
    settings.setValue("window/geometry", geometry);
    settings.setValue("window/state", windowState);
    for (auto layout = pageLayout.begin(); layout != pageLayout.end(); ++layout) {
        settings.setValue(kLayoutOf + layout.key(), layout.value());
    }
    settings.setValue("window/page", page);
    settings.setValue("view/realized", realized);
    settings.setValue("view/appearance", static_cast<int>(appearance));
    settings.setValue("embedding/server", embeddingServer);
    settings.setValue("embedding/model", embeddingModel);
    settings.setValue("embedding/words", wordVectors);
}

void Preferences::remember(const QString& workspace) {
    constexpr int kKept = 8;
    recent.removeAll(workspace);
    recent.prepend(workspace);
    recent = recent.mid(0, kKept);
}

}  // namespace orl
