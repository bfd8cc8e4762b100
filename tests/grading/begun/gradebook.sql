BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO "alembic_version" VALUES('e43177bfe90b');
CREATE TABLE assignment (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	duedate DATETIME, 
	course_id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "assignment" VALUES('dc464d2727cc4c32bac943f8a81b1fc6','01-long-term-dependencies',NULL,'lstm');
CREATE TABLE base_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	notebook_id VARCHAR(32) NOT NULL, 
	type VARCHAR(50), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id, type), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "base_cell" VALUES('9bd9f842cdca445eaae9b6a901f7050a','test_jacobian_norms','cc4793ccf5e5496b8e6089df86a96a15','GradeCell');
INSERT INTO "base_cell" VALUES('299d712394094db190dbe113d1e924c0','jacobian_norms','cc4793ccf5e5496b8e6089df86a96a15','SolutionCell');
CREATE TABLE comment (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_comment TEXT, 
	manual_comment TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "comment" VALUES('798df6139c824d7db46f25be3354b2e8','32f914b5b70b46339f8487cc734abbeb','299d712394094db190dbe113d1e924c0',NULL,'A good try: see me.');
INSERT INTO "comment" VALUES('c0bf456df2444a7b90b2929e733d54ac','a5537438111b478b97ab711b389cb60c','299d712394094db190dbe113d1e924c0',NULL,NULL);
CREATE TABLE course (
	id VARCHAR(128) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (id)
);
INSERT INTO "course" VALUES('lstm');
INSERT INTO "course" VALUES('default_course');
CREATE TABLE course_grading (
	assignment VARCHAR(128) NOT NULL, 
	student VARCHAR(128) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	reason TEXT NOT NULL, 
	feedback VARCHAR(64) NOT NULL, 
	PRIMARY KEY (assignment, student)
);
INSERT INTO "course_grading" VALUES('01-long-term-dependencies','ben','29e1e82a40d106fb4f502dbf32ad0a6c6bb0c7c18227df66623b857197b14114','graded','','9382d386ccd3e8f50c49910c420765f792d17587a2e6a92b755ed2b604d5a314');
INSERT INTO "course_grading" VALUES('01-long-term-dependencies','anna','fab69d1b2dcf301b8d28d442110f65e747b8169da717a02f118d89d1ef4bcecc','graded','','30ebd55db6811aa8580e1d6fc84c079232c0063b77c75631436ab1aa8c62bd8a');
CREATE TABLE course_sources (
	assignment VARCHAR(128) NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	PRIMARY KEY (assignment)
);
INSERT INTO "course_sources" VALUES('01-long-term-dependencies','1023993f7caa7d6f99bd637c9402ddcc91f0b8f1eff2a8b9f1949add622c9425');
CREATE TABLE grade (
	id VARCHAR(32) NOT NULL, 
	notebook_id VARCHAR(32), 
	cell_id VARCHAR(32), 
	auto_score FLOAT, 
	manual_score FLOAT, 
	extra_credit FLOAT, 
	needs_manual_grade BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (cell_id, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES submitted_notebook (id), 
	FOREIGN KEY(cell_id) REFERENCES base_cell (id)
);
INSERT INTO "grade" VALUES('8290488d30814e5486204a670832b0a6','32f914b5b70b46339f8487cc734abbeb','9bd9f842cdca445eaae9b6a901f7050a',1.0,NULL,NULL,0);
INSERT INTO "grade" VALUES('f50d2fd87bfc4b9f9d05c22c3afadcf1','a5537438111b478b97ab711b389cb60c','9bd9f842cdca445eaae9b6a901f7050a',10.0,NULL,NULL,0);
CREATE TABLE grade_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "grade_cells" VALUES('9bd9f842cdca445eaae9b6a901f7050a',10.0,'code');
CREATE TABLE notebook (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	assignment_id VARCHAR(32), 
	kernelspec VARCHAR(1024), 
	PRIMARY KEY (id), 
	UNIQUE (name, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id)
);
INSERT INTO "notebook" VALUES('cc4793ccf5e5496b8e6089df86a96a15','long_term_dependencies','dc464d2727cc4c32bac943f8a81b1fc6','{"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}');
CREATE TABLE solution_cells (
	id VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
INSERT INTO "solution_cells" VALUES('299d712394094db190dbe113d1e924c0');
CREATE TABLE source_cell (
	id VARCHAR(32) NOT NULL, 
	name VARCHAR(128) NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	locked BOOLEAN NOT NULL, 
	source TEXT, 
	checksum VARCHAR(128), 
	notebook_id VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (name, notebook_id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "source_cell" VALUES('c94f02b9b4c64f55b0a8498d87e16e9a','setup','code',1,'import numpy as np

# By how much can a matrix stretch? At most by its largest singular value.
A = np.array([[3.0, 0.0], [0.0, 0.5]])
print("singular values", np.linalg.svd(A, compute_uv=False))
print("spectral norm  ", np.linalg.norm(A, 2))','888726253c2f2f2d25e070eec536e56f','cc4793ccf5e5496b8e6089df86a96a15');
INSERT INTO "source_cell" VALUES('e52c4951d179406bb4a39898633b6a43','jacobian_norms','code',0,'def jacobian_norms(W_h, h):
    """Say how much the last hidden state depends on each one before it.

    W_h (H, H), used as h_prev @ W_h; h (T, H), the hidden states of one tanh RNN run.
    Return norms (T,): entry t is the spectral norm of d h[T - 1] / d h[t], so entry T - 1 is 1.
    """
    # Write your code here, then delete the next line.
    raise NotImplementedError("not written yet")','f64e23d1d152efb837ac12a95da537ac','cc4793ccf5e5496b8e6089df86a96a15');
INSERT INTO "source_cell" VALUES('a86f636e37a940a2886868cb7e66880d','test_jacobian_norms','code',1,'import checks

test = checks.Test("jacobian_norms", globals(), shape=1, one_step_back=(2, 2), value=(2, 3))
### BEGIN HIDDEN TESTS
# Other numbers and shapes. Here the matrices multiply in the order of the text, element by
# element, and the largest eigenvalue of J J^T gives the norm.


def jacobian_norms_cases():
    import numpy as np

    rng = np.random.default_rng(111)
    for T, H in [(5, 3), (3, 4), (4, 1), (1, 3), (2, 2)]:
        W_h, h = rng.normal(size=(H, H)), rng.uniform(-0.9, 0.9, size=(T, H))
        norms = np.empty(T)
        for t in range(T):
            J = np.identity(H)
            for k in range(t + 1, T):
                slope = (1 - h[k]) * (1 + h[k])
                J = np.einsum("i,ji,jk->ik", slope, W_h, J)
            norms[t] = np.sqrt(np.linalg.eigvalsh(np.einsum("ik,jk->ij", J, J))[-1])
        yield checks.Case("jacobian_norms", {"W_h": W_h, "h": h}, {"norms": norms})


test.also(jacobian_norms_cases())
### END HIDDEN TESTS
test.score()','34f12ae79901df92f93c178e4ebcb81b','cc4793ccf5e5496b8e6089df86a96a15');
CREATE TABLE student (
	id VARCHAR(128) NOT NULL, 
	first_name VARCHAR(128), 
	last_name VARCHAR(128), 
	email VARCHAR(128), 
	lms_user_id VARCHAR(128), 
	PRIMARY KEY (id)
);
INSERT INTO "student" VALUES('ben',NULL,NULL,NULL,NULL);
INSERT INTO "student" VALUES('anna',NULL,NULL,NULL,NULL);
CREATE TABLE submitted_assignment (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	student_id VARCHAR(128), 
	timestamp DATETIME, 
	extension DATETIME, 
	PRIMARY KEY (id), 
	UNIQUE (assignment_id, student_id), 
	FOREIGN KEY(assignment_id) REFERENCES assignment (id), 
	FOREIGN KEY(student_id) REFERENCES student (id)
);
INSERT INTO "submitted_assignment" VALUES('1a8cab4a975e42bf9e0a393cad679849','dc464d2727cc4c32bac943f8a81b1fc6','ben',NULL,NULL);
INSERT INTO "submitted_assignment" VALUES('5374b0589d534251a504e32731b65533','dc464d2727cc4c32bac943f8a81b1fc6','anna',NULL,NULL);
CREATE TABLE submitted_notebook (
	id VARCHAR(32) NOT NULL, 
	assignment_id VARCHAR(32), 
	notebook_id VARCHAR(32), 
	flagged BOOLEAN, 
	late_submission_penalty FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (notebook_id, assignment_id), 
	FOREIGN KEY(assignment_id) REFERENCES submitted_assignment (id), 
	FOREIGN KEY(notebook_id) REFERENCES notebook (id)
);
INSERT INTO "submitted_notebook" VALUES('32f914b5b70b46339f8487cc734abbeb','1a8cab4a975e42bf9e0a393cad679849','cc4793ccf5e5496b8e6089df86a96a15',0,NULL);
INSERT INTO "submitted_notebook" VALUES('a5537438111b478b97ab711b389cb60c','5374b0589d534251a504e32731b65533','cc4793ccf5e5496b8e6089df86a96a15',0,NULL);
CREATE TABLE task_cells (
	id VARCHAR(32) NOT NULL, 
	max_score FLOAT NOT NULL, 
	cell_type VARCHAR(8) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES base_cell (id)
);
COMMIT;
