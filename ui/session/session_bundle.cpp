// Bundles: what is asked here, in one file for elsewhere.
#include <QCoreApplication>
#include <QFileInfo>

#include "core/lab/bundle.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"

namespace orl {

namespace {

std::filesystem::path pathOf(const QString& file) {
    return file.toStdString();
}

}  // namespace

void Session::saveBundle(const QString& file, bool withData) {
    const auto work = m_book->work();
    if (!m_store || !m_prepared || !work || isVisiting() || heavyBusy()) return;
    const QString name = QFileInfo(file).fileName();
    startHeavy(
        Heavy::Bundle, tr("Saving %1").arg(name),
        [this, store = m_store, scenario = m_scenario, work = *work, withData, name,
         path = pathOf(file), program = QCoreApplication::applicationVersion().toStdString()](
            const Worker::Context& context) {
            {
                const std::lock_guard lock(store->mutex);
                writeBundle(path, store->workspace, scenario, work, withData, program, context.job);
            }
            context.show([this, name, withData] {
                emit done(withData ? tr("%1 saved, with the data").arg(name)
                                   : tr("%1 saved, without the data").arg(name));
            });
        });
}

void Session::openBundle(const QString& file, const QString& workspace) {
    requestOpen(
        tr("Opening %1").arg(QFileInfo(file).fileName()),
        [path = pathOf(file), made = pathOf(workspace)](const Job& job) {
            unpackBundle(path, made, job);
            return openWorkspace(made, false, {}, job);
        },
        false);
}

void Session::takeBundle(const QString& file) {
    leave();
    if (!m_store || heavyBusy()) return;
    const QString name = QFileInfo(file).fileName();
    startHeavy(Heavy::Bundle, tr("Opening %1").arg(name),
               [this, store = m_store, name, path = pathOf(file)](const Worker::Context& context) {
                   const Bundle bundle = readBundle(path, context.job);
                   {
                       const std::lock_guard lock(store->mutex);
                       requireData(path, bundle, store->workspace, context.job);
                   }
                   context.show([this, store, name, bundle] {
                       if (store != m_store) return;
                       const std::size_t added = m_book->add(bundle.work.scenarios);
                       restore(bundle.scenario, tr("opening %1").arg(name));
                       emit done(tr("%1 opened: %2 scenarios added").arg(name).arg(added));
                   });
               });
}

}  // namespace orl
