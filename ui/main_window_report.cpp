// The report on what the window shows.
#include <QCoreApplication>
#include <QDate>
#include <QLocale>

#include "core/lab/report/findings.h"
#include "ui/main_window.h"
#include "ui/report/dialog.h"
#include "ui/session/scenario_book.h"
#include "ui/session/session.h"

namespace orl {

ReportRequest MainWindow::reportRequest() const {
    ReportRequest request;
    request.store = m_session->store();
    request.prepared = m_session->solvedFrom();
    request.scenario = m_session->solved()->scenario;
    request.saved = m_session->book().list();
    request.own = m_session->ownRouters();
    request.monthlyQueries = m_session->book().monthlyQueries();
    request.currency = m_session->book().currency();
    // A guest's numbers are in no workspace.
    if (!m_session->isVisiting()) request.workspace = m_session->workspaceFile().toStdString();
    request.date = QLocale(QLocale::English)
                       .toString(QDate::currentDate(), QStringLiteral("d MMMM yyyy"))
                       .toStdString();
    request.program = QCoreApplication::applicationVersion().toStdString();
    return request;
}

void MainWindow::askReport() {
    if (!m_session->solved()) return;
    // The command in it reads what is in the workspace.
    m_session->saveNow();
    auto* dialog = new MakeReportDialog(reportRequest(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

}  // namespace orl
