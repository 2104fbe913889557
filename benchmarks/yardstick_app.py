"""The least a web application can do: a bare route, and a route that upserts one row durably."""

import os

from flask import Flask, request
from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.dialects.sqlite import insert

from questionnaire.db.session import open_database

app = Flask(__name__)
database = open_database(f"sqlite:///{os.environ['YARDSTICK_FOLDER']}/yardstick.db")
answers = Table("answers", metadata := MetaData(), Column("item", String, primary_key=True), Column("value", String))
with database.writing() as opened:
    metadata.create_all(opened)


@app.get("/hello")
def hello() -> str:
    return "hello"


@app.post("/upsert")
def upsert() -> str:
    row = {"item": request.form["item"], "value": request.form["value"]}
    statement = insert(answers).values(row).on_conflict_do_update(index_elements=["item"], set_=row)
    with database.writing() as connection:
        connection.execute(statement)
    return "saved"
