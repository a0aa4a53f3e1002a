#include "ui/results/scenario_actions.h"

#include <QInputDialog>
#include <functional>

#include "core/lab/scenarios.h"
#include "ui/results/view_data.h"
#include "ui/session/label_text.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"

namespace orl {

namespace {

void askForName(QWidget* parent, const QString& title, const QString& label,
                const QString& proposed, const std::function<void(const QString&)>& done) {
    auto* dialog = new QInputDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setTextValue(proposed);
    QObject::connect(dialog, &QInputDialog::textValueSelected, parent, done);
    dialog->open();
}

}  // namespace

void askToSaveScenario(Session& session, QWidget* parent) {
    if (!session.book().editable()) return;
    const Scenario& now = session.scenario();
    const QString proposed = labelText(freeName(
        session.book().list(), now.name.empty() ? askedText(now).toStdString() : now.name));
    askForName(parent, QObject::tr("Save the scenario"), QObject::tr("Name"), proposed,
               [&session](const QString& name) {
                   if (!name.trimmed().isEmpty()) session.book().save(session.scenario(), name);
               });
}

void askToPinFurther(Session& session, QWidget* parent) {
    if (!session.solved()) return;
    askForName(parent, QObject::tr("Pin this state as well"), QObject::tr("Name"),
               askedText(session.solved()->scenario),
               [&session](const QString& name) { session.pinFurther(name.trimmed()); });
}

}  // namespace orl
